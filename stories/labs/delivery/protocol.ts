/** A numbered message. */
export interface Parcel {
  readonly number: number
}

/** What the page of this lab sends. As a request it is answered when it has arrived. */
export interface Outgoing {
  PARCEL(parcel: Parcel): { readonly got: number }
}

export const url = 'wss://labs.example/delivery'

/** Milliseconds from one end to the other, so that one can watch. */
export const delay = 900

export function isParcel(data: unknown): data is Parcel {
  return typeof data === 'object' && data !== null && 'number' in data && typeof data.number === 'number'
}
