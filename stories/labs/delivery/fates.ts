import type { Fate } from './parcels'

type Tone = 'quiet' | 'busy' | 'good' | 'bad'

interface Meaning {
  readonly tone: Tone
  readonly says: string
}

/** Those that this lab can bring about, in the order they are shown. */
export const fates: Readonly<Partial<Record<Fate, Meaning>>> = {
  waiting: { tone: 'quiet', says: 'in the outbox, until a link takes it' },
  'on its way': { tone: 'busy', says: 'handed to the link; nobody knows yet' },
  arrived: { tone: 'good', says: 'sent, and it has arrived; emit does not hear of it' },
  answered: { tone: 'good', says: 'the request has its answer, so it has arrived' },
  lost: { tone: 'bad', says: 'sent, and then the link broke; emit does not hear of that either' },
  unknown: { tone: 'bad', says: 'the link broke before the answer: the request says that it may have happened' },
  timeout: { tone: 'bad', says: 'no answer within 8 s' },
  dropped: { tone: 'bad', says: 'the outbox was full' },
  expired: { tone: 'bad', says: 'it waited for longer than 8 s' },
}

export function toneOf(fate: Fate): Tone {
  return fates[fate]?.tone ?? 'bad'
}
