from lxml import etree

from odoo import SUPERUSER_ID, api
from odoo.tools.misc import file_path


def migrate(cr, version):
    """Let the scheduled jobs call the steps of now. An upgrade leaves them alone, so that whoever
    moved a job to another hour keeps it; what a job calls is the code's, not his."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    jobs = etree.parse(file_path('ar_optimization/data/ar_cron.xml'))
    for record in jobs.iterfind('record'):
        job = env.ref(f"ar_optimization.{record.get('id')}", raise_if_not_found=False)
        code = record.findtext("field[@name='code']").strip()
        if job and job.code != code:
            job.code = code
