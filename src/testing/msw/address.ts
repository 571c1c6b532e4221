/** The forms one server's address has, of which the caller may write any. */
export interface Address {
  /** `wss://chat.example/live` */
  readonly webSocket: string
  /** `https://chat.example/live` */
  readonly http: string
  /** `https://chat.example`; nothing for a path of this page. */
  readonly origin: string
  /** `/live`: the namespace, where Socket.IO is spoken. */
  readonly path: string
}

/** Reads an absolute URL, or a path of this page: `wss://chat.example/live`, `/live`. */
export function addressOf(url: string | URL): Address {
  const [, scheme, host, path = '/'] = /^(?:(ws|http)(s?:\/\/[^/?#]+))?(\/[^?#]*)?(?:[?#].*)?$/.exec(String(url)) ?? []
  if (scheme === undefined && !String(url).startsWith('/'))
    throw new Error(`Expected an address such as wss://chat.example/live or /live, got ${JSON.stringify(url)}`)
  const origin = host === undefined ? '' : `http${host}`
  return { webSocket: `${host === undefined ? '' : `ws${host}`}${path}`, http: `${origin}${path}`, origin, path }
}
