import { isArrayBuffer, isBlob } from '../transport/frame'
import type { StorageLike } from './stored/storageLike'

/** The part of `Storage` that is needed: its type is missing where there is no page, as in React Native. */
export interface StorageArea {
  /** The text under a key. */
  getItem(key: string): string | null
  /** Keeps a text. */
  setItem(key: string, text: string): void
  /** Forgets a text. */
  removeItem(key: string): void
}

/**
 * `localStorage` or `sessionStorage` as a store for an outbox. It keeps what JSON can say: a message with binary data, a
 * BigInt, a Map or a Set waits in memory only. Nothing is touched before it is used, so it may be called where there is no
 * such storage.
 *
 * `localStorage` keeps messages until they settle, over crashes too, and for all tabs. `sessionStorage` keeps them for the
 * next page of the same tab, but not when a page crashes in the foreground: what it leaves cannot be told from the copy that
 * a duplicated tab holds. Frames of one tab share it, so only one of them may have a connection of the same name.
 * @param area Called at every use. @default () => localStorage
 *
 * @example
 * useWebSocket(url, { outbox: { storage: stored(webStorage(() => sessionStorage)) } })
 */
export function webStorage(area: () => StorageArea = () => localStorage): StorageLike {
  return {
    get scope() {
      return isOfTab(area) ? 'tab' : 'origin'
    },
    get(key) {
      const text = area().getItem(key)
      try {
        return JSON.parse(text ?? 'null')
      } catch {
        return text
      }
    },
    set: (key, value) => area().setItem(key, JSON.stringify(value)),
    del: (key) => area().removeItem(key),
    keeps: isJson,
  }
}

function isOfTab(area: () => StorageArea): boolean {
  try {
    return area() === globalThis.sessionStorage
  } catch {
    // Storage is blocked, or there is none: nothing will be kept.
    return false
  }
}

/** Whether JSON gives back what it was given, as far as a codec would write it again. */
function isJson(value: unknown): boolean {
  try {
    return hasOnlyJson(value)
  } catch {
    // It contains itself, or something in it throws.
    return false
  }
}

function hasOnlyJson(value: unknown): boolean {
  if (typeof value === 'bigint') return false
  if (typeof value !== 'object' || value === null) return true
  const isBinary = isArrayBuffer(value) || ArrayBuffer.isView(value) || isBlob(value)
  return !isBinary && !(value instanceof Map) && !(value instanceof Set) && Object.values(value).every(hasOnlyJson)
}
