// The native side of NetInfo: `connectTo({ type: 'cellular', … })` plays what the system does.

const { default: events } = require('react-native/Libraries/EventEmitter/RCTDeviceEventEmitter')

let state = { type: 'wifi', isConnected: true, isInternetReachable: true, details: {} }

module.exports = {
  __esModule: true,
  default: {
    configure() {},
    getCurrentState: () => Promise.resolve(state),
    addListener() {},
    removeListeners() {},
  },
  connectTo(next) {
    state = { isInternetReachable: next.isConnected, details: {}, ...next }
    events.emit('netInfo.networkStatusDidChange', state)
  },
}
