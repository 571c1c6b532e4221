// The native side of AppState: `become('background')` plays what the system does.

const { default: events } = require('react-native/Libraries/EventEmitter/RCTDeviceEventEmitter')

let state = 'active'

module.exports = {
  __esModule: true,
  default: {
    getConstants: () => ({ initialAppState: state }),
    getCurrentAppState: (tell) => tell({ app_state: state }),
    addListener() {},
    removeListeners() {},
  },
  become(next) {
    state = next
    events.emit('appStateDidChange', { app_state: next })
  },
}
