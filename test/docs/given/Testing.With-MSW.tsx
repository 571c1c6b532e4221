// The server of that section, once it is declared.

import type { WireServer } from 'wirehooks/testing/msw'

export declare const chat: WireServer
