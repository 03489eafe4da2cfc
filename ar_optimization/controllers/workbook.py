import tempfile

from werkzeug.wsgi import wrap_file

from odoo.exceptions import AccessError, UserError
from odoo.http import content_disposition, request

from ..report.report_workbook import counted_rows

XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'


def send_workbook(write):
    """Send a workbook as a download. Not in memory: the file of a large ledger is written, and
    sent, from disk. A large one is in the event log, so a route that sends one is not read-only.

    :param write: function of a binary file that writes the workbook and gives its name.
    :return: 200 with the file, 403 for who may not, 400 with a sentence for what cannot be used.
    """
    stream = tempfile.TemporaryFile()  # noqa: SIM115 closed with the response
    try:
        with counted_rows() as counts:
            name = write(stream)
    except UserError as error:
        stream.close()
        return refuse(error)
    request.env['ar.event']._log_export(name, sum(counts))
    size = stream.tell()
    stream.seek(0)
    response = request.make_response(
        wrap_file(request.httprequest.environ, stream),
        headers=[('Content-Type', XLSX), ('Content-Disposition', content_disposition(name)),
                 ('Content-Length', size)],
    )
    response.direct_passthrough = True
    return response


def read_ids(text):
    """Ids with commas between them; what is none is passed over."""
    return [int(word) for word in text.split(',') if word.isdecimal() and len(word) < 10]


def read_companies(text):
    """Ids of the selected companies, as the web client has them; without any, the user's company.
    Ids that are not the user's are refused later."""
    return read_ids(text) or request.env.company.ids


def find_record(model, record_id):
    """The record that a route is about.

    :raise NotFound: when it is not there.
    """
    record = request.env[model].browse(record_id)
    if not record.exists():
        raise request.not_found()
    return record


def refuse(error):
    """Answer in words: 403 to who may not, 400 to what cannot be used.

    :param error: `UserError`
    """
    return request.make_response(
        str(error), headers=[('Content-Type', 'text/plain; charset=utf-8')],
        status=403 if isinstance(error, AccessError) else 400)
