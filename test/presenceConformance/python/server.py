"""A presence server, written from PROTOCOL.md alone: one process, and everything in memory.

    python3 server.py [--port 0] [--grace 15000] [--ttl 45000]

It prints `listening <port>`, and then `heard <kind>` for every frame. It knows no users: everybody has the key that they say.
"""

import argparse
import asyncio
import hashlib
import itertools
import json
import sys
import time
from collections import namedtuple

from web_socket import MAX_MESSAGE_BYTES, WebSocket

KINDS = ('enter', 'set', 'leave', 'watch')
MAX_NAME_BYTES, MIN_SESSION_BYTES, MAX_STATE_BYTES = 256, 16, 4096
MAX_CHANNELS, MAX_SESSIONS = 64, 16
MAX_WAITING_BYTES, PAGE_BYTES = 1024 * 1024, 64 * 1024
COLLECT_SECONDS = 0.02

# A state may have as many levels as its bytes allow, and by default Python reads JSON of 1000.
sys.setrecursionlimit(10_000)

# One count of each for all channels: a channel that was empty for a while goes on with higher numbers.
revisions, aliases = itertools.count(1), itertools.count(1)

# Which version of a session is known, and until when the server remembers that.
Gone = namedtuple('Gone', 'version until')


class Refusal(Exception):
    """What a client said is not taken. The arguments are the code and the message."""


class Member:
    def __init__(self, id):
        self.id, self.version, self.alias = id, 0, next(aliases)
        self.key = self.state = self.grace_timer = None
        self.away = self.dropped = False
        self.since = self.at = wall_clock()

    def shown(self):
        shown = {name: getattr(self, name) for name in ('id', 'version', 'key', 'state', 'since', 'at', 'alias')}
        return {**shown, **{name: True for name in ('away', 'dropped') if getattr(self, name)}}


class Place:
    """What one link has in one channel."""

    def __init__(self):
        self.watching = set()  # The refs that watch or are in; None stands for frames without a ref.
        self.sessions = {}  # By ref: the id of its session, and the highest version that it said on this link.
        self.is_asking = False  # It is to be sent everybody, and not what is new.


class Channel:
    def __init__(self, server, name):
        self.server, self.name = server, name
        self.members, self.gone, self.places = {}, {}, {}
        self.told, self.changed = {}, set()  # Members as the last flush told them; the ids of those that changed since.
        self.revision = self.flushed = 0
        self.flush_timer = None

    # What a client says

    def enter(self, link, ref, frame):
        version, session = version_of(frame), name_of(frame, 'session', MIN_SESSION_BYTES)
        id = hashlib.sha256(session.encode()).digest()[:16].hex()
        key, state = name_of(frame, 'key'), state_of(frame)
        member = self.members.get(id)
        expect_higher(version, member or self.gone.get(id))
        place = self.place(link, ref)
        if ref in place.sessions and place.sessions[ref][0] != id:
            self.remove(*place.sessions[ref])
        if not member:
            member = self.members[id] = Member(id)
        self.update(member, version, key, state, frame.get('away') is True)
        place.sessions[ref] = (id, version)
        link.say('entered', frame, id=id, key=key)
        self.ask(link, ref)

    def set(self, link, ref, frame):
        version, place = version_of(frame), self.places.get(link)
        id, _ = place.sessions.get(ref, (None, 0)) if place else (None, 0)
        member = self.members.get(id)
        if not member:
            raise Refusal('expired', 'This session is not in the channel')
        expect_higher(version, member)
        self.update(member, version, member.key, state_of(frame), frame.get('away') is True)
        place.sessions[ref] = (id, version)

    def leave(self, link, ref, frame):
        version, place = version_of(frame), self.places.get(link)
        if place and ref in place.sessions:
            id, said = place.sessions.pop(ref)
            self.remove(id, max(version, said))
        if place:
            place.watching.discard(ref)
            if not place.watching:
                del self.places[link]

    def watch(self, link, ref, frame):
        self.ask(link, ref)

    def broken(self, link, page_was_left):
        for id, said in self.places.pop(link).sessions.values():
            member = self.members.get(id)
            if page_was_left:
                self.remove(id, said)
            elif member and member.version <= said and not member.dropped:
                member.dropped = True
                self.change(member)
                seconds = min(self.server.grace, link.socket.heard_at + self.server.ttl - time.monotonic())
                member.grace_timer = later(seconds, self.remove, id, said)

    # What becomes of it

    def place(self, link, ref):
        if link not in self.places:
            if sum(link in channel.places for channel in self.server.channels.values()) >= MAX_CHANNELS:
                raise Refusal('too-many', f'A link is in at most {MAX_CHANNELS} channels')
            self.places[link] = Place()
        watching = self.places[link].watching
        if ref not in watching and len(watching) >= MAX_SESSIONS:
            raise Refusal('too-many', f'A link has at most {MAX_SESSIONS} sessions in a channel')
        return self.places[link]

    def ask(self, link, ref):
        place = self.place(link, ref)
        place.watching.add(ref)
        place.is_asking = True
        self.flush_soon()

    def update(self, member, version, key, state, away):
        if (key, encode(state), away) != (member.key, encode(member.state), member.away):
            member.at = wall_clock()
        if member.grace_timer:
            member.grace_timer.cancel()
        member.version, member.key, member.state, member.away, member.dropped = version, key, state, away, False
        self.change(member)

    def remove(self, id, version):
        """A session is gone, up to a version: a higher one has come over another link since."""
        known = self.members.get(id) or self.gone.get(id)
        if known and known.version > version:
            return
        self.gone[id] = Gone(version, time.monotonic() + self.server.ttl)
        member = self.members.pop(id, None)
        if member:
            self.change(member)
            if member.grace_timer:
                member.grace_timer.cancel()

    def change(self, member):
        self.revision = next(revisions)
        self.changed.add(member.id)
        self.flush_soon()

    def is_over(self):
        self.gone = {id: gone for id, gone in self.gone.items() if gone.until > time.monotonic()}
        return not (self.members or self.gone or self.places)

    # What the server says

    def flush_soon(self):
        if not self.flush_timer:
            self.flush_timer = later(COLLECT_SECONDS, self.flush)

    def flush(self):
        """Tells all links what is new. A link that asked, or that missed something, is told everybody instead."""
        self.flush_timer = None
        news = self.news() if self.revision > self.flushed else None
        pages = None
        for link, place in self.places.items():
            if not link.is_reading():
                place.is_asking = True
            elif place.is_asking:
                place.is_asking = False
                pages = pages or self.pages()
                for page in pages:
                    link.send(page)
            elif news:
                link.send(news)

    def news(self):
        """A diff since the last flush."""
        now, lists = wall_clock(), {'set': [], 'patch': [], 'dropped': [], 'left': []}
        for id in self.changed:
            old, member = self.told.pop(id, None), self.members.get(id)
            if member:
                new = self.told[id] = member.shown()
                different = {name for name in {*new, *(old or {})} if encode(new.get(name)) != encode((old or {}).get(name))}
                # A patch says of `at` that it is now where the state differs, and that it is as it was otherwise.
                has_same_fields = old and different <= {'version', 'state', 'at', 'dropped'}
                if old and different == {'dropped'} and member.dropped:
                    lists['dropped'].append(member.alias)
                elif has_same_fields and not member.dropped and ('at' in different) == ('state' in different):
                    new['at'] = member.at = now if 'state' in different else member.at
                    lists['patch'].append(patch(old, new))
                else:
                    lists['set'].append(new)
            elif old:
                lists['left'].append(old['alias'])
        diff = {'kind': 'diff', 'channel': self.name, 'from': self.flushed, 'revision': self.revision, 'now': now}
        self.changed, self.flushed = set(), self.revision
        return {**diff, **{name: entries for name, entries in lists.items() if entries}}

    def pages(self):
        """Everybody, as one state or several."""
        pages, size = [[]], 0
        for member in self.members.values():
            bytes_more = len(encode(member.shown()))
            if pages[-1] and size + bytes_more > PAGE_BYTES:
                pages.append([])
                size = 0
            pages[-1].append(member.shown())
            size += bytes_more
        # Until the grace is over, some may come back whom an earlier server knew.
        grace = max(0, self.server.started_at + self.server.grace - time.monotonic())
        state = {'kind': 'state', 'channel': self.name, 'protocol': 1, 'now': wall_clock(), 'grace': grace * 1000}
        state['revision'] = self.revision
        if len(pages) == 1:
            return [{**state, 'members': pages[0]}]
        last = len(pages)
        return [{**state, 'members': page, 'page': n, **({'more': True} if n < last else {})} for n, page in enumerate(pages, 1)]


class Link:
    def __init__(self, server, socket):
        self.server, self.socket = server, socket
        self.reading = None  # Runs while more waits for the client than it should.
        self.checked_at = self.waiting_bytes = 0  # When it was last pinged, and what waited for it then.

    def hear(self, text):
        try:
            message = json.loads(text, parse_constant=refuse_constant)
        except (ValueError, RecursionError):
            return
        if not isinstance(message, dict):
            return
        frame = message.get('payload')
        if message.get('type') == 'ping':
            self.socket.send(encode({'type': 'pong'}))
        if message.get('type') != 'presence' or not isinstance(frame, dict) or frame.get('kind') not in KINDS:
            return
        print('heard', frame['kind'], flush=True)
        if not is_name(frame.get('channel')):
            return
        try:
            ref = name_of(frame, 'ref') if 'ref' in frame else None
            getattr(self.server.channel(frame['channel']), frame['kind'])(self, ref, frame)
        except Refusal as refusal:
            code, message = refusal.args
            self.say('refused', frame, code=code, message=message)

    def say(self, kind, frame, **fields):
        ref = {'ref': frame['ref']} if is_name(frame.get('ref')) else {}
        self.send({'kind': kind, 'channel': frame['channel'], **ref, **fields})

    def send(self, frame):
        self.socket.send(encode({'type': 'presence', 'payload': frame}))

    def is_reading(self):
        """Whether the client takes what it is sent. While it does not, it is waited for, and then told what it has missed."""
        if not self.reading and self.socket.waiting_bytes > MAX_WAITING_BYTES:
            self.reading = asyncio.ensure_future(self.read())
        return not self.reading

    async def read(self):
        await self.socket.drained()
        self.reading = None
        for channel in self.server.channels.values():
            if self in channel.places:
                channel.flush_soon()

    def check(self):
        """Pings the client. Gives it up when it has given no sign of life since the last check."""
        has_read = self.socket.waiting_bytes < self.waiting_bytes
        if self.socket.heard_at < self.checked_at and not has_read:
            self.socket.abort()
        else:
            self.socket.ping()
            self.checked_at, self.waiting_bytes = time.monotonic(), self.socket.waiting_bytes


class Server:
    def __init__(self, grace, ttl):
        self.grace, self.ttl, self.started_at = grace, ttl, time.monotonic()
        self.channels, self.links = {}, set()

    def channel(self, name):
        return self.channels.setdefault(name, Channel(self, name))

    async def serve(self, reader, writer):
        writer.transport.set_write_buffer_limits(high=MAX_WAITING_BYTES)
        socket = WebSocket(reader, writer)
        link = Link(self, socket)
        try:
            if await socket.accept():
                self.links.add(link)
                async for text in socket.messages():
                    link.hear(text)
                    if not link.is_reading():
                        await link.reading  # Otherwise its answers would pile up.
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError):
            pass  # It did not end its request.
        finally:
            writer.close()
            self.links.discard(link)
            for channel in self.channels.values():
                if link in channel.places:
                    channel.broken(link, socket.close_code == 1001)

    async def watch_over(self):
        while True:
            await asyncio.sleep(self.ttl / 3)
            for link in list(self.links):
                link.check()
            self.channels = {name: channel for name, channel in self.channels.items() if not channel.is_over()}


# What the fields of a frame should be


def is_name(value, least=1):
    try:
        return isinstance(value, str) and least <= len(value.encode()) <= MAX_NAME_BYTES
    except UnicodeEncodeError:  # It has a lone surrogate.
        return False


def name_of(frame, field, least=1):
    if not is_name(frame.get(field), least):
        raise Refusal('bad-request', f'`{field}` should be a text of {least} to {MAX_NAME_BYTES} bytes')
    return frame[field]


def version_of(frame):
    version = frame.get('version')
    if type(version) is not int or not 0 <= version < 2**53:
        raise Refusal('bad-request', '`version` should be an integer from 0 to 2^53 - 1')
    return version


def expect_higher(version, known):
    if known and version <= known.version:
        raise Refusal('expired', f'`version` should be higher than {known.version}')


def state_of(frame):
    state = frame.get('state')
    if not isinstance(state, dict):
        raise Refusal('bad-request', '`state` should be a JSON object')
    try:
        size = len(encode(state))
    except ValueError:  # Python takes 1e999 for infinite, and has no JSON for that.
        raise Refusal('bad-request', '`state` has a number that is too large')
    except RecursionError:
        size = MAX_MESSAGE_BYTES
    if size > MAX_STATE_BYTES:
        raise Refusal('too-large', f'`state` should have at most {MAX_STATE_BYTES} bytes, not {size}')
    return state


# JSON


def patch(old, new):
    """What a patch says of a member."""
    before, after = old['state'], new['state']
    changed = {name: value for name, value in after.items() if name not in before or encode(value) != encode(before[name])}
    removed = [name for name in before if name not in after]
    return [new['alias'], new['version'], *([changed] if changed or removed else []), *([removed] if removed else [])]


def encode(value):
    """In UTF-8, without spaces. Values are compared by it: to Python, True equals 1."""
    text = json.dumps(value, ensure_ascii=False, separators=(',', ':'), allow_nan=False)
    return text.encode('utf-8', 'backslashreplace')  # A lone surrogate is written as an escape.


def refuse_constant(name):
    raise ValueError(f'{name} is not JSON')


def wall_clock():
    return int(time.time() * 1000)


def later(seconds, act, *args):
    return asyncio.get_running_loop().call_later(seconds, act, *args)


async def main():
    options = argparse.ArgumentParser()
    options.add_argument('--port', type=int, default=0)
    options.add_argument('--grace', type=int, default=15_000, help='in milliseconds')
    options.add_argument('--ttl', type=int, default=45_000, help='in milliseconds')
    chosen = options.parse_args()
    server = Server(chosen.grace / 1000, chosen.ttl / 1000)
    listener = await asyncio.start_server(server.serve, '127.0.0.1', chosen.port)
    print('listening', listener.sockets[0].getsockname()[1], flush=True)
    await server.watch_over()


if __name__ == '__main__':
    asyncio.run(main())
