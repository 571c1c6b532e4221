import { matchRequestUrl } from 'msw'
import { baseAddress } from '../../transport/baseAddress'

/** The forms that the address of one mocked server has. The caller may write any of them. */
export interface MockedAddress {
  /** `wss://chat.example/live` */
  readonly webSocket: string
  /** `https://chat.example/live` */
  readonly http: string
  /** `https://chat.example` */
  readonly origin: string
  /** `/live`: the namespace, where Socket.IO is spoken. */
  readonly path: string
}

/** Reads an absolute URL, or a path of this page: `wss://chat.example/live`, `/live`. */
export function addressOf(url: string | URL): MockedAddress {
  const { protocol, host, pathname } = parse(url)
  const origin = `${protocol.replace('ws', 'http')}//${host}`
  // For MSW a slash at the end is a part of the address that has to be there.
  const http = `${origin}${pathname}`.replace(/\/$/, '')
  return { webSocket: http.replace('http', 'ws'), http, origin, path: decodeURI(pathname) }
}

/** Whether a request, or a WebSocket, goes to this address. */
export function isAt({ http }: MockedAddress, url: URL): boolean {
  return matchRequestUrl(asHttp(url), http).matches
}

/** Whether the engine of Socket.IO dials this server. Its path says nothing: the client's option `path` chooses it. */
export function isEngineAt({ origin }: MockedAddress, url: URL): boolean {
  return isEngine(url) && asHttp(url).origin === origin
}

/** Whether the engine of Socket.IO dials, which speaks another protocol. */
export function isEngine(url: URL): boolean {
  return url.searchParams.has('EIO')
}

const asHttp = (url: URL): URL => new URL(url.href.replace(/^ws/, 'http'))

function parse(url: string | URL): URL {
  const text = String(url)
  if (/^(ws|http)s?:\/\//i.test(text)) return new URL(text)
  const page = baseAddress()
  const isPath = text.startsWith('/')
  if (isPath && page?.startsWith('http')) return new URL(text, page)
  throw new Error(
    `Expected an address such as wss://chat.example/live, or in a page a path such as /live, got ${JSON.stringify(url)}${isPath ? withoutPage : ''}`,
  )
}

const withoutPage =
  ', and there is no page here that has an address. Write the whole address, or have the test runner give the page one: in Jest, testEnvironmentOptions: { url: "http://localhost" } beside an environment with a page'
