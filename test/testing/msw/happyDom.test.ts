// @vitest-environment happy-dom
import { speakEveryWay } from './support/speakEveryWay'

// MSW 2 does not mock its XMLHttpRequest.
speakEveryWay(['websocket'])
