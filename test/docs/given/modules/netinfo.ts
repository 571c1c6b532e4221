// What the pages use of `@react-native-community/netinfo`. That the real one fits is tested in test/reactNative.

declare const NetInfo: {
  addEventListener(listener: (state: { type: string; isConnected: boolean | null }) => void): () => void
}
export default NetInfo
