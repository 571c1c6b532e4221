"""The server's end of a WebSocket, RFC 6455, without extensions and subprotocols."""

import asyncio
import base64
import hashlib
import itertools
import struct
import time

ACCEPT_GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'
MAX_MESSAGE_BYTES = 64 * 1024
CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10


class ProtocolError(Exception):
    """The client broke the rules of RFC 6455. The argument is the close code."""


class WebSocket:
    def __init__(self, reader, writer):
        self._reader, self._writer = reader, writer
        self.close_code = 1006
        self.heard_at = time.monotonic()

    async def accept(self):
        """Answers the request for an upgrade. Returns whether there is a WebSocket now."""
        head = (await self._reader.readuntil(b'\r\n\r\n')).decode('latin-1')
        lines = (line.partition(':') for line in head.split('\r\n')[1:])
        headers = {name.strip().lower(): value.strip() for name, _, value in lines}
        key = headers.get('sec-websocket-key')
        if headers.get('upgrade', '').lower() != 'websocket' or not key:
            self._writer.write(b'HTTP/1.1 426 Upgrade Required\r\nUpgrade: websocket\r\nContent-Length: 0\r\n\r\n')
            return False
        digest = base64.b64encode(hashlib.sha1((key + ACCEPT_GUID).encode()).digest()).decode()
        answer = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n'
        self._writer.write(f'{answer}Sec-WebSocket-Accept: {digest}\r\n\r\n'.encode())
        return True

    async def messages(self):
        """The texts that the client sends, until the link ends. `close_code` says how it ended."""
        try:
            async for opcode, message in self._data():
                if opcode == TEXT:
                    yield message.decode('utf-8')
        except ProtocolError as error:
            self.close(error.args[0])
        except UnicodeDecodeError:
            self.close(1007)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass

    async def _data(self):
        """Puts the fragments of messages together, and answers control frames."""
        kind, parts = None, b''
        while True:
            is_last, opcode, payload = await self._frame()
            self.heard_at = time.monotonic()
            if opcode == PING:
                self._write(PONG, payload)
            elif opcode == CLOSE:
                self.close_code = struct.unpack('>H', payload[:2])[0] if len(payload) >= 2 else 1005
                self._write(CLOSE, payload[:2])
                return
            elif opcode in (CONTINUATION, TEXT, BINARY):
                if (opcode == CONTINUATION) != (kind is not None):
                    raise ProtocolError(1002)
                kind, parts = kind or opcode, parts + payload
                if len(parts) > MAX_MESSAGE_BYTES:
                    raise ProtocolError(1009)
                if is_last:
                    yield kind, parts
                    kind, parts = None, b''
            elif opcode != PONG:
                raise ProtocolError(1002)

    async def _frame(self):
        first, second = await self._reader.readexactly(2)
        is_last, opcode, length = bool(first & 0x80), first & 0x0F, second & 0x7F
        is_control = opcode >= CLOSE
        if first & 0x70 or not second & 0x80 or (is_control and (length > 125 or not is_last)):
            raise ProtocolError(1002)
        if length >= 126:
            form = '>H' if length == 126 else '>Q'
            (length,) = struct.unpack(form, await self._reader.readexactly(struct.calcsize(form)))
        if length > MAX_MESSAGE_BYTES:
            raise ProtocolError(1009)
        mask = itertools.cycle(await self._reader.readexactly(4))
        masked = await self._reader.readexactly(length)
        return is_last, opcode, bytes(one ^ other for one, other in zip(masked, mask))

    def _write(self, opcode, payload=b''):
        length = len(payload)
        if length < 126:
            head = struct.pack('>BB', 0x80 | opcode, length)
        elif length < 0x10000:
            head = struct.pack('>BBH', 0x80 | opcode, 126, length)
        else:
            head = struct.pack('>BBQ', 0x80 | opcode, 127, length)
        if not self._writer.is_closing():
            self._writer.write(head + payload)

    def send(self, text):
        self._write(TEXT, text)

    def ping(self):
        self._write(PING)

    def close(self, code):
        self._write(CLOSE, struct.pack('>H', code))
        self._writer.close()  # Once everything before it has been sent.

    @property
    def waiting_bytes(self):
        """How much the client has not taken yet."""
        return self._writer.transport.get_write_buffer_size()

    def abort(self):
        self._writer.transport.abort()

    async def drained(self):
        """Resolves when the client has taken most of what waits for it, or is gone."""
        try:
            await self._writer.drain()
        except ConnectionError:
            pass
