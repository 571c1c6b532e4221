// @vitest-environment jsdom
import { speakEveryWay } from './support/speakEveryWay'

speakEveryWay(['polling', 'websocket'])
