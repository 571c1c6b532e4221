import { DocsContainer, type DocsContainerProps } from '@storybook/addon-docs/blocks'
import { type ReactElement, useSyncExternalStore } from 'react'
import { GLOBALS_UPDATED } from 'storybook/internal/core-events'
import { addons } from 'storybook/preview-api'
import { showTheme, themeOf, themes } from './theme'

/** Pages of documentation in the theme that the toolbar says. */
export function Docs(props: DocsContainerProps): ReactElement {
  const theme = useSyncExternalStore(follow, () => themeOf(newest))
  showTheme(theme)
  return <DocsContainer {...props} theme={themes[theme]} />
}

let newest: unknown = new URLSearchParams(location.search).get('globals')?.match(/theme:(\w+)/)?.[1]

function follow(changed: () => void): () => void {
  const hear = ({ globals }: { globals: Record<string, unknown> }): void => {
    newest = globals.theme
    changed()
  }
  const channel = addons.getChannel()
  channel.on(GLOBALS_UPDATED, hear)
  return () => channel.off(GLOBALS_UPDATED, hear)
}
