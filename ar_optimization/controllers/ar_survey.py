from odoo import http
from odoo.http import request

from ..tools import relation

HEADERS = [('Referrer-Policy', 'no-referrer'), ('X-Robots-Tag', 'noindex'),
           ('Cache-Control', 'no-store')]
STATUS = {'open': 200, 'answered': 200, 'thanks': 200, 'expired': 410, 'unknown': 404}


class ArSurveyController(http.Controller):

    @http.route('/ar/survey/<int:survey_id>/<string:token>', type='http', auth='public',
                methods=['GET', 'POST'], sitemap=False)
    def survey(self, survey_id, token, **form):
        """The page on which a customer answers a survey, without login, in its own language. To
        open it changes nothing: mail filters do.

        :return: 200 with the questions, or with thanks for the answer; 410 when it is too late,
            404 for a link that we did not make.
        """
        survey = request.env['ar.relation.survey']._by_token(survey_id, token)
        if not survey:
            return self._render(survey, 'unknown')
        request.update_context(lang=survey._page_lang())
        survey = survey.with_env(request.env(su=True))
        page = survey._page()
        answer = None
        if page == 'open' and request.httprequest.method == 'POST':
            answer = relation.parse(form)
            if answer:
                page = 'thanks' if survey._answer(answer) else survey._page()
        return self._render(survey, page, form, request.httprequest.method == 'POST')

    def _render(self, survey, page, form=None, is_incomplete=False):
        response = request.render('ar_optimization.relation_survey_page', {
            'survey': survey, 'page': page, 'form': form or {}, 'is_incomplete': is_incomplete,
            'questions': survey._questions(), 'figures': range(
                relation.LOWEST, relation.HIGHEST + 1),
            'company': survey.company_id or request.env.company.sudo(),
        }, status=STATUS[page])
        response.headers.extend(HEADERS)
        return response
