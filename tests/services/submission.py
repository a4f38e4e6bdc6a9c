"""A submission server as production has it: it wants STARTTLS and a password."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.services.smtp_sink import SmtpSink

USER, PASSWORD = "support@example.org", "correct horse"


@contextmanager
def submission(certificate: Path, sink: SmtpSink | None = None) -> Iterator[SmtpSink]:
    """Runs it with this certificate; what it takes lies in the sink."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    sink = sink or SmtpSink()
    controller = Controller(
        sink, hostname=sink.host, port=sink.port, authenticator=_authenticate, auth_required=True,
        tls_context=context, require_starttls=True,
    )  # fmt: skip
    controller.start()
    try:
        yield sink
    finally:
        controller.stop()


def _authenticate(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object) -> AuthResult:
    right = isinstance(data, LoginPassword) and (data.login, data.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=right, handled=False)
