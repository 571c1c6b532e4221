// What the specification says of a stream, once more, as plainly as it can be written: the whole text at once.
// https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation

export interface ReadEvent {
  readonly event: string
  readonly data: string
  readonly id?: string
}

export function readByTheBook(stream: string): ReadEvent[] {
  const events: ReadEvent[] = []
  let lastId = ''
  let block: { event: string; data: string[]; id: string } = { event: '', data: [], id: lastId }
  const lines = stream.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/)
  // What is left has no line end: it is no line yet.
  lines.pop()

  for (const line of lines) {
    if (line === '') {
      const { event, data } = block
      lastId = block.id
      if (data.length > 0) {
        events.push({ event: event || 'message', data: data.join('\n'), ...(lastId ? { id: lastId } : {}) })
      }
      block = { event: '', data: [], id: lastId }
      continue
    }
    const [, field = '', value = ''] = /^([^:]*)(?:: ?([^]*))?$/.exec(line) ?? []
    if (field === 'data') block.data.push(value)
    if (field === 'event') block.event = value
    if (field === 'id' && !value.includes('\0')) block.id = value
  }
  return events
}

/** Everything that is awkward in a stream; what is in it ends with a `DONE`. */
export const awkward: string = [
  '\uFEFFdata: after a byte order mark\n\n',
  ': a comment\n\n:\n: another 🎈\n\n',
  'data: ünïcödé 🎉👩‍👩‍👧‍👦 €\n\n',
  'event: crlf\r\ndata: one\r\ndata: two\r\nid: 1\r\n\r\n',
  'event: cr\rdata: one\rdata:\rdata: three\r\r',
  'data: mixed\r\ndata: line\rdata: ends\n\r\n',
  'data: then\n\r',
  'event: no data\nid: ignored\n\n',
  'data\n\n',
  'data\ndata\n\n',
  'data:  two spaces \n\n',
  'data:no space\nid:2\nevent:tight\n\n',
  'data: a: b: c\nretry: soon\nnonsense: yes\nnonsense\nDATA: no\n data: no\n\n',
  'id: ü🎈\ndata: an id beyond Latin\n\n',
  'id: \0\ndata: keeps its id\n\n',
  'id\ndata: none any more\n\n',
  'event\ndata: unnamed\n\n',
  '\n\n\r\r\r\n\r\n',
  'event: DONE\ndata: 🏁\n\n',
  'data: never ends',
].join('')
