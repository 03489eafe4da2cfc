import email
import socket
import threading
from email.message import EmailMessage
from email.policy import SMTP
from socketserver import StreamRequestHandler, ThreadingTCPServer
from unittest.mock import patch

from odoo.addons.base.models.ir_mail_server import IrMail_Server

from .common import DunningCommon


class Session(StreamRequestHandler):
    """As much of RFC 5321 as a sender needs: EHLO, MAIL, RCPT, DATA, RSET, QUIT."""

    def handle(self):
        self.say("220 test server")
        self.readers = []
        for line in self.rfile:
            words = line.decode().strip()
            command = words[:4].upper()
            if command == 'QUIT':
                return self.say("221 bye")
            if command == 'DATA':
                self.take()
            elif command == 'RCPT' and words.split('<')[1].split('>')[0] in self.server.refused:
                self.say("550 no such user here")
            else:
                if command == 'RCPT':
                    self.readers.append(words.split('<')[1].split('>')[0])
                self.say("250 ok")

    def take(self):
        self.say("354 go ahead")
        lines = []
        while (line := self.rfile.readline()) not in (b'.\r\n', b''):
            lines.append(line.removeprefix(b'.'))
        self.server.mails.append(
            (tuple(self.readers), email.message_from_bytes(b''.join(lines), policy=SMTP)))
        self.readers = []
        self.say("250 taken")

    def say(self, text):
        self.wfile.write(f"{text}\r\n".encode())


class MailServer(ThreadingTCPServer):
    """A mail server on this machine that keeps what it is sent."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self):
        super().__init__(('127.0.0.1', 0), Session)
        self.mails, self.refused = [], set()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def port(self):
        return self.server_address[1]


class ChannelCommon(DunningCommon):
    """Mail goes out by SMTP to a server on this machine, and comes in by the gateway."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env['ir.mail_server'].search([]).active = False
        cls.company.email = 'books@mine.example.com'
        cls.alias_domain = cls.env['mail.alias.domain'].create({'name': 'mine.example.com'})
        cls.company.alias_domain_id = cls.alias_domain
        cls.logs = cls.env['ar.contact.log']
        cls.policy = cls.env['ar.contact.policy'].create({
            'name': "Any time", 'hour_from': 0, 'hour_to': 24, 'days_off': 'none',
            'answer_pause_days': 7, 'company_id': cls.company.id})

    def setUp(self):
        super().setUp()
        self.server = MailServer()
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)
        self.outgoing = self.env['ir.mail_server'].create({
            'name': "Here", 'smtp_host': '127.0.0.1', 'smtp_port': self.server.port,
            'smtp_encryption': 'none', 'sequence': 1})
        self.startPatcher(patch.object(IrMail_Server, '_disable_send', return_value=False))

    def unused_port(self):
        with socket.socket() as taken:
            taken.bind(('127.0.0.1', 0))
            return taken.getsockname()[1]

    def run_queue(self):
        """Have the mail queue hand over what is due."""
        self.env['mail.mail'].process_email_queue()

    def dun(self, *partners, when=0, days=10):
        """Invoice customers, prepare, approve and send a run.

        :return: its notices.
        """
        for partner in partners:
            self.invoice(partner, 100, when - days)
        run = self.prepare(when)
        self.send(run)
        return run.notice_ids

    def receive(self, subject, *, reader, writer='shop@example.com', answers=None, body="Hello",
                **headers):
        """Feed a mail to the gateway."""
        mail = EmailMessage()
        mail['From'], mail['To'], mail['Subject'] = writer, reader, subject
        mail['Message-Id'] = f'<{subject}.{len(self.server.mails)}@example.com>'.replace(' ', '.')
        if answers:
            mail['In-Reply-To'] = mail['References'] = answers['Message-Id']
        for name, value in headers.items():
            mail[name.replace('_', '-')] = value
        mail.set_content(body)
        return self.env['mail.thread'].message_process(False, mail.as_bytes())

    def bounce(self, mail, address):
        """Feed the bounce of a mail to the gateway, as mail servers write it."""
        text = (
            f"From: MAILER-DAEMON@example.com\nTo: {self.alias_domain.bounce_email}\n"
            f"Subject: Undelivered Mail Returned to Sender\nMessage-Id: <bounce.{address}>\n"
            'MIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; '
            'boundary="part"\n\n--part\nContent-Type: text/plain\n\n'
            f"<{address}>: user unknown\n\n--part\nContent-Type: message/delivery-status\n\n"
            "Reporting-MTA: dns; example.com\n\n"
            f"Final-Recipient: rfc822; {address}\nAction: failed\nStatus: 5.1.1\n\n"
            "--part\nContent-Type: text/rfc822-headers\n\n"
            f"Message-Id: {mail['Message-Id']}\nTo: {address}\n\n--part--\n")
        self.env['mail.thread'].message_process(False, text)
