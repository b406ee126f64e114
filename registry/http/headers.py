"""Security headers on every answer."""

from flask import Flask, Response, request

from registry.http.context import csp_nonce, trace_id, wasm_allowed

# Only what a page of ours names with the nonce of this very answer is run or drawn.
POLICY = (
    "default-src 'none'; style-src 'nonce-{nonce}'; script-src 'nonce-{nonce}'{wasm}; "
    "img-src 'self' data: blob:; media-src 'self' blob:; connect-src 'self'; worker-src 'self'; "
    "manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
VERSION = "1.0.0"


def init_headers(app: Flask) -> None:
    """Add the headers to every answer of the app."""
    app.after_request(_harden)


def _harden(response: Response) -> Response:
    headers = response.headers
    wasm = " 'wasm-unsafe-eval'" if wasm_allowed() else ""
    headers.setdefault("Content-Security-Policy", POLICY.format(nonce=csp_nonce(), wasm=wasm))
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(self), geolocation=(), microphone=()")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    if request.is_secure:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    if request.endpoint != "static":
        headers.setdefault("Cache-Control", "no-store")
    if request.path.startswith("/api/"):
        headers["API-Version"] = VERSION
    headers["Trace-Id"] = trace_id()
    return response
