import { type Member, presenceEvent, type ServerFrame } from '../../protocol/presence'

/** Many links are sent the same frame: it is written once. */
const frameTexts = /* @__PURE__ */ new WeakMap<ServerFrame, string>()
/** The same members are in many frames. */
const memberTexts = /* @__PURE__ */ new WeakMap<Member, string>()

/** A frame as the JSON event that goes over a WebSocket. */
export function frameText(frame: ServerFrame): string {
  const text = frameTexts.get(frame) ?? `{"type":"${presenceEvent}","payload":${payloadText(frame)}}`
  frameTexts.set(frame, text)
  return text
}

function payloadText(frame: ServerFrame): string {
  if (frame.kind === 'state') {
    const { members, ...rest } = frame
    return withMembers(rest, 'members', members)
  }
  if (frame.kind === 'diff' && frame.set) {
    const { set, ...rest } = frame
    return withMembers(rest, 'set', set)
  }
  return JSON.stringify(frame)
}

/** An object with one more field, whose members were written before. */
function withMembers(rest: object, field: string, members: readonly Member[]): string {
  return `${JSON.stringify(rest).slice(0, -1)},"${field}":[${members.map(memberText).join(',')}]}`
}

export function memberText(member: Member): string {
  const text = memberTexts.get(member) ?? JSON.stringify(member)
  memberTexts.set(member, text)
  return text
}
