// What the pages use of `react-native`. That the real one fits is tested in test/reactNative.

import type { ReactElement, ReactNode } from 'react'

export declare const AppState: {
  readonly currentState: string | null | undefined
  addEventListener(type: 'change', listener: (state: string) => void): { remove(): void }
}
export declare function Text(props: { children: ReactNode }): ReactElement
export declare function FlatList<Item>(props: {
  data: readonly Item[]
  renderItem(info: { item: Item }): ReactElement
}): ReactElement
