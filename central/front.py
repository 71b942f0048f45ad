"""nginx before the application: TLS 1.3, two ports, and who called written into headers that nobody else can set.

``proxy_set_header`` replaces what a client sent; a header set to an empty string is not passed on at all. nginx runs
in the foreground as the same user as the application, with everything it writes below the folder, and ends when
its parent does (``setpriv --pdeathsig``).
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import socket
from dataclasses import dataclass
from pathlib import Path

import msgspec

from central.folder import Folder
from contract.problems import MEDIA_TYPE, Code, problem

TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
STOP_SECONDS = 5.0
SBIN = "/usr/sbin:/sbin"


class FrontFailed(Exception):
    """nginx could not start, or ended by itself."""


@dataclass(frozen=True)
class Ports:
    """Where nginx listens."""

    address: str
    machine: int
    public: int


def configuration(folder: Folder, ports: Ports) -> str:
    """The whole nginx.conf."""
    temporary = "\n".join(f'    {name}_temp_path "{folder.front / name}";' for name in TEMPORARY)
    return f"""\
# Written by `central`; changes are lost.
daemon off;
worker_processes 1;
pid "{folder.front / "nginx.pid"}";
error_log stderr crit;  # lower levels repeat request lines
{_user()}
events {{ worker_connections 1024; }}
http {{
{temporary}
    access_log off;
    server_tokens off;
    default_type application/octet-stream;
    client_max_body_size 256k;
    client_body_buffer_size 256k;  # with the line below: nothing of a citizen in nginx's temporary files
    proxy_max_temp_file_size 0;
    client_body_timeout 15s;
    client_header_timeout 15s;
    send_timeout 15s;
    keepalive_timeout 75s;

    ssl_protocols TLSv1.3;
    ssl_certificate "{folder.server}";
    ssl_certificate_key "{folder.server_key}";
    ssl_session_cache shared:tls:2m;
    ssl_session_tickets off;

    upstream application {{
        server "unix:{folder.socket}";
        keepalive 16;
    }}
{_server(ports.address, ports.machine, "machine", "$ssl_client_escaped_cert", _asks_certificate(folder))}
{_server(ports.address, ports.public, "public", '""', "")}
}}
"""


def _server(address: str, port: int, name: str, certificate: str, more: str) -> str:
    return f"""
    server {{
        listen {address}:{port} ssl;
{more}
        error_page 502 504 =503 /.away;
        error_page 400 413 414 431 497 =400 /.malformed;
        location / {{
            proxy_pass http://application;
            proxy_http_version 1.1;
            proxy_connect_timeout 3s;
            proxy_read_timeout 30s;
            proxy_set_header Connection "";
            proxy_set_header Host $host;
            proxy_set_header X-Port {name};
            proxy_set_header X-SSL-Cert {certificate};
            proxy_set_header X-Client-Address $remote_addr;
            proxy_set_header X-Forwarded-For "";
        }}
{_problem("/.away", 503, Code.INTERNAL)}
{_problem("/.malformed", 400, Code.MALFORMED)}
{_problem("/.stranger", 403, Code.DEVICE_UNKNOWN)}
    }}"""


def _asks_certificate(folder: Folder) -> str:
    return f"""\
        ssl_verify_client on;
        ssl_client_certificate "{folder.authority}";
        ssl_verify_depth 1;
        error_page 495 496 =403 /.stranger;"""


def _problem(location: str, status: int, code: Code) -> str:
    document = json.loads(msgspec.json.encode(problem(code)))
    document["status"] = status
    return f"""\
        location = {location} {{
            internal;
            default_type {MEDIA_TYPE};
            add_header Cache-Control no-store always;
            add_header X-Content-Type-Options nosniff always;
            return {status} '{json.dumps(document)}';
        }}"""


def _user() -> str:
    """Workers of a root nginx would else become www-data, whom the folder keeps out."""
    return "user root;" if os.geteuid() == 0 else ""


class Front:
    """The running nginx."""

    def __init__(self, folder: Folder, ports: Ports) -> None:
        self._folder = folder
        self._ports = ports
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Returns when both ports are bound: nginx writes its pid after that.

        :raises FrontFailed: nginx is missing or refuses
        """
        program = shutil.which("nginx", path=os.environ.get("PATH", "") + ":" + SBIN)
        if program is None:
            raise FrontFailed("nginx is not installed (Debian package nginx-light or nginx)")
        _require_free(self._ports)
        file = self._folder.front / "nginx.conf"
        file.write_text(configuration(self._folder, self._ports), encoding="utf-8")
        self._process = await asyncio.create_subprocess_exec(
            "setpriv", "--pdeathsig", "TERM", program, "-p", str(self._folder.front), "-c", str(file), "-e", "stderr",
            stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.DEVNULL)
        pid = self._folder.front / "nginx.pid"
        while not _names(pid, self._process.pid):
            if self._process.returncode is not None:
                raise FrontFailed(f"nginx ended with status {self._process.returncode}")
            await asyncio.sleep(0.02)

    async def wait(self) -> int:
        """Its exit status, once it has ended."""
        assert self._process is not None
        return await self._process.wait()

    async def stop(self) -> None:
        """SIGTERM, and SIGKILL for one that does not obey."""
        if self._process is None or self._process.returncode is not None:
            return
        self._process.terminate()
        try:
            async with asyncio.timeout(STOP_SECONDS):
                await self._process.wait()
        except TimeoutError:
            self._process.kill()
            await self._process.wait()


def _names(file: Path, pid: int) -> bool:
    return file.exists() and file.read_text().strip() == str(pid)


def _require_free(ports: Ports) -> None:
    """nginx would try for two seconds and then say it less plainly."""
    for port in (ports.machine, ports.public):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((ports.address, port))
            except OSError as error:
                raise FrontFailed(f"{ports.address}:{port}: {error.strerror}") from error
