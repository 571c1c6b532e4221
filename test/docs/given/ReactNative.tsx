// What ReactNative.mdx speaks of without declaring it.

export { type ClientEvents, freshToken, type Line, type ServerEvents, user } from './README'
