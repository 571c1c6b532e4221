/**
 * The life of a React Native application, for connections. The hooks and transports are in the other doors.
 *
 * @module wirehooks/react-native
 */

export {
  type AppStateLike,
  type AppStateSubscription,
  type NetInfoLike,
  type NetInfoStateLike,
  type ReactNativeParts,
  reactNativeNetwork,
} from './connection/reactNativeNetwork'
