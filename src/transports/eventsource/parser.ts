/** What a parser tells of a stream. */
export interface StreamHandlers {
  /**
   * A block of lines is complete, and from now on this is the id of the last event: an empty text where the server took it
   * back. Called before `event`, also for a block without data.
   */
  checkpoint(id: string): void
  /** An event is complete. `type` is empty where the server did not name it. */
  event(type: string, data: string): void
  /** The server asked for this many milliseconds before the next link. May be `Infinity`: any number of digits is allowed. */
  retry(milliseconds: number): void
}

/** Reads a stream, in whatever pieces it comes. */
export interface StreamParser {
  /** Reads the next piece. False when an event is larger than it may be: then nothing more can be read. */
  read(bytes: Uint8Array<ArrayBuffer>): boolean
  /** A handler calls it when nothing more is wanted: the rest of the piece is not read. */
  stop(): void
}

/** The fields that the standard knows. */
const fields: ReadonlySet<string> = /* @__PURE__ */ new Set(['data', 'event', 'id', 'retry'])

/** Whether a line, or the beginning of a long one, is a comment or a field that nobody knows. */
function isIgnored(line: string): boolean {
  const colon = line.indexOf(':')
  return !fields.has(colon < 0 ? line : line.slice(0, colon))
}

/**
 * A parser of event streams, to the letter of
 * https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation. Lines end with `\n`, `\r\n` or
 * `\r`. An event that is not complete when the stream ends is not told of.
 * @param maxEventLength The longest event, in characters with its line ends. Comments and fields that the standard does not know
 * do not count, and are not kept.
 */
export function createStreamParser({ checkpoint, event, retry }: StreamHandlers, maxEventLength: number): StreamParser {
  // It also leaves out a byte order mark at the beginning.
  const decoder = new TextDecoder()
  /** The beginning of a line whose end has not come yet. */
  let line = ''
  let endedWithCarriageReturn = false
  let isStopped = false
  /** What the lines of the block so far say. `data` is undefined without a line of data. */
  let data: string | undefined
  let type = ''
  let id: string | undefined
  /** Characters of the fields of the block so far, with their line ends. */
  let length = 0

  function dispatch(): void {
    // A handler may throw, so the block is emptied first.
    const ended = { id, type, data }
    data = undefined
    type = ''
    id = undefined
    length = 0
    if (ended.id !== undefined) checkpoint(ended.id)
    if (ended.data !== undefined) event(ended.type, ended.data)
  }

  function readLine(complete: string): void {
    if (complete === '') return dispatch()
    if (complete.startsWith(':')) return
    const colon = complete.indexOf(':')
    const name = colon < 0 ? complete : complete.slice(0, colon)
    const value = colon < 0 ? '' : complete.slice(complete[colon + 1] === ' ' ? colon + 2 : colon + 1)
    if (fields.has(name)) length += complete.length + 1
    if (name === 'data') data = data === undefined ? value : `${data}\n${value}`
    else if (name === 'event') type = value
    else if (name === 'id' && !value.includes('\0')) id = value
    else if (name === 'retry' && /^\d+$/.test(value)) retry(Number(value))
  }

  return {
    read(bytes) {
      let text = decoder.decode(bytes, { stream: true })
      if (text === '') return true
      // `\r\n` is one line end, also where its halves come apart.
      if (endedWithCarriageReturn && text.startsWith('\n')) text = text.slice(1)
      endedWithCarriageReturn = text.endsWith('\r')
      if (text.includes('\r')) text = text.replace(/\r\n?/g, '\n')
      let start = 0
      for (let end = text.indexOf('\n'); end >= 0 && !isStopped; end = text.indexOf('\n', start)) {
        const complete = line + text.slice(start, end)
        start = end + 1
        line = ''
        const isTooLong = complete !== '' && length + complete.length + 1 > maxEventLength
        if (isTooLong && !isIgnored(complete)) return false
        if (!isTooLong) readLine(complete)
      }
      line += text.slice(start)
      if (length + line.length <= maxEventLength) return true
      if (!isIgnored(line)) return false
      // The rest of the line is ignored, too: it is a comment as far as anybody is concerned.
      line = ':'
      return true
    },
    stop() {
      isStopped = true
    },
  }
}
