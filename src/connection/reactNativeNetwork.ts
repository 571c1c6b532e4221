import { WireError } from '../transport/error'
import type { Network, NetworkSignal } from './network'

declare const process: { env: { NODE_ENV?: string } }

/** What is needed of `AppState` of React Native. */
export interface AppStateLike {
  /** `active`, `inactive` or `background`; nothing where the system has not said yet. */
  readonly currentState?: string | null | undefined
  /** Calls `listener` for every change, until `remove` is called. */
  addEventListener(type: 'change', listener: (state: string) => void): AppStateSubscription
}

/** What ends a subscription of `AppState`. */
export interface AppStateSubscription {
  /** `AppState` tells nothing more. */
  remove(): void
}

/** What is needed of `NetInfo` of `@react-native-community/netinfo`. */
export interface NetInfoLike {
  /** Calls `listener` once at the beginning, too. */
  addEventListener(listener: (state: NetInfoStateLike) => void): () => void
}

/** What `NetInfo` says about the network. */
export interface NetInfoStateLike {
  /** `wifi`, `cellular`, … */
  readonly type: string
  /** `null` while nobody knows. */
  readonly isConnected: boolean | null
}

/** What `reactNativeNetwork` listens to. */
export interface ReactNativeParts {
  /** `AppState` of `react-native`. */
  AppState: AppStateLike
  /**
   * `NetInfo` of `@react-native-community/netinfo`. Without it a change of the network is noticed by the heartbeat alone.
   * @default none
   */
  NetInfo?: NetInfoLike | undefined
}

/**
 * The life of a React Native application and its network, for `setNetwork`, or the option `network` of one connection.
 *
 * - `active`: an open link is probed (with a `heartbeat`, it has to answer within 3 s), and without one an attempt starts at once.
 * - `background`: an open link stays as long as the system lets it. One that ends is not opened again before `active`, and counts
 *   as no failed attempt.
 * - `inactive` (iOS: a call, the list of applications) changes nothing.
 *
 * `NetInfo` tells of no network, and of another one: a link that was opened over Wi-Fi is probed when the phone changes to its mobile
 * network. Whether the internet can be reached (`isInternetReachable`) is a guess of `NetInfo`, and not used.
 *
 * Throws a `WireError` with the code `invalid-option` where `AppState` or `NetInfo` is something else.
 *
 * https://reactnative.dev/docs/appstate · https://github.com/react-native-netinfo/react-native-netinfo
 *
 * @example
 * setNetwork(reactNativeNetwork({ AppState, NetInfo }))
 */
export function reactNativeNetwork({ AppState, NetInfo }: ReactNativeParts): Network {
  checkHasListeners('AppState', AppState)
  if (NetInfo !== undefined) checkHasListeners('NetInfo', NetInfo)
  /** What `NetInfo` said last. While nobody listens, it may be out of date. */
  let known: NetInfoStateLike | undefined

  return {
    isOnline: () => known?.isConnected !== false,
    isFrozen: () => AppState.currentState === 'background',
    subscribe(listener) {
      const appSubscription = AppState.addEventListener('change', (state) => {
        if (state === 'active') listener('resume')
        if (state === 'background') listener('freeze')
      })
      let previous = known
      const stopNetInfo = NetInfo?.addEventListener((state) => {
        known = state
        const signal = signalFor(previous, state)
        previous = state
        if (signal) listener(signal)
      })
      return () => {
        appSubscription.remove()
        stopNetInfo?.()
      }
    },
  }
}

/** The signal for a change of the network. A first state with a network is none. */
function signalFor(previous: NetInfoStateLike | undefined, state: NetInfoStateLike): NetworkSignal | undefined {
  const wasOnline = previous?.isConnected !== false
  const isOnline = state.isConnected !== false
  if (!isOnline) return wasOnline ? 'offline' : undefined
  const wasKnown = previous?.isConnected === true && previous.type !== 'unknown'
  return !wasOnline || (wasKnown && previous.type !== state.type) ? 'online' : undefined
}

function checkHasListeners(name: string, given: unknown): void {
  const isThere = typeof given === 'object' && given !== null && 'addEventListener' in given
  if (isThere && typeof given.addEventListener === 'function') return
  throw new WireError(
    'invalid-option',
    () =>
      process.env.NODE_ENV !== 'production' &&
      `Expected reactNativeNetwork({ ${name} }) to be an object with addEventListener(), got ${given === null ? 'null' : typeof given}: ` +
        `${name === 'AppState' ? "import { AppState } from 'react-native'" : "import NetInfo from '@react-native-community/netinfo'"}.`,
  )
}
