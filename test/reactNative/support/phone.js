// A phone for Jest: the JavaScript of React Native as it is, above native modules that are written for Node.

jest.mock('react-native/Libraries/WebSocket/NativeWebSocketModule', () => require('./nativeWebSocket'))
jest.mock('react-native/Libraries/AppState/NativeAppState', () => require('./nativeAppState'))
// The preset has mocks in their places.
jest.mock('react-native/Libraries/AppState/AppState', () =>
  jest.requireActual('react-native/Libraries/AppState/AppState'),
)

Object.defineProperty(globalThis, 'navigator', { configurable: true, value: { product: 'ReactNative' } })

// One that streams, as that of Expo does. It takes the signals of React Native.
const { fetch: nodeFetch, AbortController: NodeAbortController } = globalThis
globalThis.fetchOfNode = (input, { signal, ...init }) => {
  const controller = new NodeAbortController()
  signal.addEventListener('abort', () => controller.abort())
  return nodeFetch(input, { ...init, signal: controller.signal })
}

// What Node has, and React Native has not, or has of its own.
const ofNode = [
  ...['structuredClone', 'BroadcastChannel', 'EventSource', 'DOMException', 'crypto', 'ReadableStream', 'WebSocket'],
  ...['fetch', 'Headers', 'Request', 'Response', 'FormData', 'Blob', 'File', 'URL', 'URLSearchParams'],
  ...['AbortController', 'AbortSignal'],
]
for (const name of ofNode) Reflect.deleteProperty(globalThis, name)

// WebSocket, URL, Blob, fetch, AbortController, …: those of React Native.
require('react-native/Libraries/Core/setUpXHR')
require('react-native').NativeModules.RNCNetInfo = require('./nativeNetInfo').default
