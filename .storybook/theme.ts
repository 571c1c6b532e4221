import type { Decorator } from '@storybook/react-vite'
import { type ThemeVars, create } from 'storybook/theming'

/** `light` or `dark`, where the toolbar leaves it to the system. */
export function themeOf(wanted: unknown): 'light' | 'dark' {
  if (wanted === 'light' || wanted === 'dark') return wanted
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
}

/** Has all colors follow: they are written as `light-dark(…)`. */
export function showTheme(wanted: unknown): void {
  document.documentElement.style.colorScheme = themeOf(wanted)
}

export const withTheme: Decorator = (Story, { globals }) => {
  showTheme(globals.theme)
  return Story()
}

const shared = {
  brandTitle: 'wirehooks',
  brandTarget: '_self',
  fontBase: 'system-ui, sans-serif',
  fontCode: 'ui-monospace, "SF Mono", Menlo, Consolas, monospace',
  appBorderRadius: 10,
  inputBorderRadius: 8,
} as const

/** For the frame around the stories, and for pages of documentation. */
export const themes: Readonly<Record<'light' | 'dark', ThemeVars>> = {
  light: create({
    ...shared,
    base: 'light',
    colorPrimary: '#0b6b63',
    colorSecondary: '#0b6b63',
    appBg: '#eef1f3',
    appContentBg: '#ffffff',
    appPreviewBg: '#ffffff',
    appBorderColor: '#dce2e6',
    textColor: '#17212a',
    textMutedColor: '#56636f',
    barBg: '#ffffff',
    barTextColor: '#56636f',
    barSelectedColor: '#0b6b63',
    barHoverColor: '#0b6b63',
    inputBg: '#ffffff',
    inputBorder: '#7b8894',
    inputTextColor: '#17212a',
  }),
  dark: create({
    ...shared,
    base: 'dark',
    colorPrimary: '#6fd0c3',
    colorSecondary: '#6fd0c3',
    appBg: '#101418',
    appContentBg: '#171d22',
    appPreviewBg: '#171d22',
    appBorderColor: '#2b343c',
    textColor: '#e4eaee',
    textInverseColor: '#101418',
    textMutedColor: '#9caab5',
    barBg: '#171d22',
    barTextColor: '#9caab5',
    barSelectedColor: '#6fd0c3',
    barHoverColor: '#6fd0c3',
    inputBg: '#171d22',
    inputBorder: '#6b7883',
    inputTextColor: '#e4eaee',
  }),
}
