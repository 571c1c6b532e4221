/** A browser that runs, with a profile of its own. A driver is a function that starts one. */
export interface Browser {
  /** The version that it reports itself: `156.0.8078.79`. */
  readonly version: string
  /** Opens a window with one tab. */
  newTab(): Promise<Tab>
  /** Ends it, with everything it has started. */
  close(): Promise<void>
}

/** One tab of a browser, in a window of its own. */
export interface Tab {
  /** Loads an address. Resolves when the `load` event of its page has been dispatched. */
  open(url: string): Promise<void>
  /** Goes back to the page before this one, and does not wait for it. */
  back(): Promise<void>
  /** What the promise of an expression resolves to, which has to be a text. Throws when the page cannot run it. */
  evaluate(expression: string): Promise<string>
  /** Makes the page hidden: its `document.visibilityState` becomes `hidden`. */
  hide(): Promise<void>
  /** Makes the page visible again. */
  show(): Promise<void>
  /**
   * What the browser itself wrote into the console of the tab, oldest first; `undefined` where the driver cannot read it
   * (WebKitGTK). What scripts write is not among it: the page keeps that.
   */
  readonly ownLines: readonly string[] | undefined
  close(): Promise<void>
}
