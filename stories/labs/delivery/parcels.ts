import type { ErrorCode, Outcome } from 'wirehooks'

/** Where a message is: it waits, is on its way, or has arrived. */
export type Place = 'outbox' | 'wire' | 'server'

/** What the sender was told: an outcome, the code of an error, or that the answer is there. */
export type Verdict = Outcome | ErrorCode | 'answered'

export interface ParcelState {
  readonly number: number
  /** Where it was seen last. */
  readonly place: Place
  /** `null` while nobody can say. */
  readonly verdict: Verdict | null
  /** Its link broke before it arrived. */
  readonly isLost: boolean
}

export type Happening =
  | { readonly what: 'written'; readonly number: number }
  | { readonly what: 'left'; readonly number: number }
  | { readonly what: 'arrived'; readonly number: number }
  | { readonly what: 'told'; readonly number: number; readonly verdict: Verdict }
  | { readonly what: 'broke' }

/** So many are remembered. */
const most = 200

/** What has become of each, by all that was seen to happen. The newest come last. */
export function happen(parcels: readonly ParcelState[], event: Happening): readonly ParcelState[] {
  if (event.what === 'written') {
    return [...parcels, { number: event.number, place: 'outbox', verdict: null, isLost: false } as const].slice(-most)
  }
  if (event.what === 'broke') {
    return parcels.map((parcel) => (parcel.place === 'wire' ? { ...parcel, isLost: true } : parcel))
  }
  return parcels.map((parcel) => (parcel.number === event.number ? { ...parcel, ...changeOf(event) } : parcel))
}

function changeOf(event: Exclude<Happening, { what: 'written' | 'broke' }>): Partial<ParcelState> {
  switch (event.what) {
    case 'left':
      return { place: 'wire' }
    case 'arrived':
      // A link may break after it has carried something: then it is not lost.
      return { place: 'server', isLost: false }
    case 'told':
      return { verdict: event.verdict }
  }
}

/** In a word, what has become of it. */
export type Fate = Verdict | 'waiting' | 'on its way' | 'arrived' | 'lost'

/** What the sender was told last, unless the lab, which sees both ends, knows more. */
export function fateOf({ place, verdict, isLost }: ParcelState): Fate {
  if (verdict !== null && verdict !== 'sent') return verdict
  if (isLost) return verdict === 'sent' ? 'lost' : 'on its way'
  if (place === 'server') return 'arrived'
  return place === 'wire' ? 'on its way' : 'waiting'
}
