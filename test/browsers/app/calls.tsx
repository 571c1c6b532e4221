import { StrictMode } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { values } from 'idb-keyval'
import { chunkSizes } from './chunkSizes'
import { fromTest, toTest } from './data'
import { takePrinted } from './printed'
import type { ProbeOptions } from './probeOptions'
import { type Acts, probes } from './probes'
import { createRecorder, type Recorder, type Seen } from './recorder'
import { socketStates } from './sockets'
import { countWorkers, endWorkers, startSharedWorker, startWorker, workerMessages } from './workers'

let root: Root | undefined
let recorder: Recorder | undefined
let acts: Acts = {}

let isRestored = false
window.addEventListener('pageshow', ({ persisted }) => (isRestored = persisted))

/** What a test can have the page do. Arguments and answers go as JSON. */
export const calls = {
  /** Renders one of the probes, in the place of the one before. Resolves when it is committed. */
  async mount(name: keyof typeof probes, url: string, options: ProbeOptions = {}): Promise<void> {
    calls.unmount()
    const Probe = probes[name]
    const ownRecorder = createRecorder()
    const ownRoot = createRoot(document.querySelector('main') ?? document.body)
    recorder = ownRecorder
    root = ownRoot
    await new Promise<void>((committed) => {
      function onReady(next: Acts): void {
        acts = next
        committed()
      }
      const probe = <Probe url={url} options={options} recorder={ownRecorder} onReady={onReady} />
      ownRoot.render(options.isStrict ? <StrictMode>{probe}</StrictMode> : probe)
    })
  },
  /** Unmounts the probe, and ends the workers. */
  unmount(): void {
    root?.unmount()
    root = undefined
    endWorkers()
  },
  /** What the probe that was mounted last was told, also after it is unmounted. */
  async seen(): Promise<Seen> {
    if (!recorder) throw new Error('Nothing is mounted')
    return recorder.seen()
  },
  /** What the page shows. */
  text: (): string => document.querySelector('main')?.textContent ?? '',

  emit(event: string, data?: unknown): void {
    const delivery = acts.emit?.(event, fromTest(data))
    if (delivery) recorder?.sent(delivery)
  },
  send(data: unknown): void {
    const delivery = acts.send?.(fromTest(data))
    if (delivery) recorder?.sent(delivery)
  },
  request: async (event: string, data?: unknown) => toTest(await acts.request?.(event, fromTest(data))),
  reconnect: () => acts.reconnect?.(),
  /** Changes what the probe of presence shares. */
  share: (state: object) => acts.share?.(state),
  type: () => acts.type?.(),
  stopTyping: () => acts.stopTyping?.(),

  /** What scripts wrote into the console, and threw at nobody, since the last call. */
  takePrinted,
  /** The `readyState` of every WebSocket that the page has made. */
  socketStates,
  /** The sizes of the chunks in which `fetch` gave the bodies of its answers, since the page was loaded. */
  chunkSizes,
  /** Whether the page came out of the back/forward cache when it was shown last. */
  wasRestored: () => isRestored,
  /** Everything that waits in the storages of this origin, as one text. */
  storedText: async () => JSON.stringify([Object.values(localStorage), await values()]),
  /**
   * From now on the page has no Web Locks, as older browsers and pages that are not secure. It gets none back before it is
   * loaded again.
   */
  removeLocks: () => void Object.defineProperty(navigator, 'locks', { value: undefined }),
  /** Has the page hear that its network is gone, or that it is back. No driver can take it away in all browsers. */
  setOnline(isOnline: boolean): void {
    Object.defineProperty(navigator, 'onLine', { value: isOnline, configurable: true })
    window.dispatchEvent(new Event(isOnline ? 'online' : 'offline'))
  },
  visibility: () => document.visibilityState,
  /** What a test may have changed in the page, and has to change back. */
  state: () => ({ hasLocks: Boolean(navigator.locks), isOnline: navigator.onLine, workers: countWorkers() }),

  startWorker,
  startSharedWorker,
  workerMessages,
}
