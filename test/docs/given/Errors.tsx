// What Errors.mdx speaks of without declaring it.

export { chat } from './README'
export declare const showRetry: () => void
