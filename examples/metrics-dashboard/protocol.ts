export type Metric = 'cpu' | 'memory' | 'latency' | 'requests'

/** One measurement. */
export interface Sample {
  /** Grows by one with every sample of this run of the server, whatever it measures. */
  readonly seq: number
  /** Milliseconds since 1970, by the server's clock. */
  readonly at: number
  readonly host: string
  readonly metric: Metric
  readonly value: number
}

/**
 * The first answer to everybody: what they have not seen, as far as the server still has it. It comes in pieces, one after the other;
 * the first may be empty.
 */
export interface Backlog {
  /** Which run of the server this is. Another one counts from 1 again. */
  readonly run: string
  readonly samples: readonly Sample[]
}

/** What the server sends. */
export interface ServerEvents {
  BACKLOG: Backlog
  /** A thousand a second. */
  SAMPLE: Sample
}

/** What the page sends. */
export interface ClientEvents {
  /** Asks for all samples from now on, and for those after `since`. Nothing arrives before this. */
  RESUME: { readonly run: string | null; readonly since: number | null }
  /** Makes the server drop this link, as a broken network would. */
  HANG_UP: undefined
}
