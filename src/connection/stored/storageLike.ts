/** Any key-value store, sync or async. The functions of `idb-keyval` are one. */
export interface StorageLike {
  /** What is stored under a key, or a promise of it. */
  get(key: string): unknown
  /** Stores a value; may return a promise. */
  set(key: string, value: unknown): unknown
  /** Forgets a key; may return a promise. */
  del(key: string): unknown
  /**
   * Who sees what is stored: all pages of the `origin`, or those of one `tab`, as with `sessionStorage`. A browser that
   * duplicates a tab copies what is stored for the tab; with `tab`, such a copy is told apart, and never sent.
   * @default 'origin'
   */
  readonly scope?: 'tab' | 'origin' | undefined
  /**
   * Whether it can keep a value, such as binary data. A message that it cannot keep is reported, and waits in memory only.
   * @default it can keep everything
   */
  keeps?(value: unknown): boolean
}
