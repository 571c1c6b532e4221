import { afterEach as checkAccessibility } from '@storybook/addon-a11y/preview'
import { showTheme, themeOf } from './theme'

type Context = Parameters<typeof checkAccessibility>[0]

/** In tests: looks at the contrast of the other theme too, which is all that a theme changes. */
export async function checkOtherTheme(context: Context): Promise<void> {
  if (!import.meta.env.VITEST_STORYBOOK) return
  const { globals, parameters } = context
  const a11y = { ...parameters.a11y, options: { runOnly: ['color-contrast'] } }
  showTheme(themeOf(globals.theme) === 'dark' ? 'light' : 'dark')
  try {
    await checkAccessibility({ ...context, parameters: { ...parameters, a11y } })
  } finally {
    showTheme(globals.theme)
  }
}
