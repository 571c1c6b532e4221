import { useLayoutEffect } from 'react'

/** Puts the style of stories away for as long as there is a page that has its own: both know a `.status`. */
export function useOwnStyle(): void {
  useLayoutEffect(() => {
    const sheets = Array.from(document.styleSheets).filter(isOfStories)
    for (const sheet of sheets) sheet.disabled = true
    return () => {
      for (const sheet of sheets) sheet.disabled = false
    }
  }, [])
}

function isOfStories({ cssRules }: CSSStyleSheet): boolean {
  return Array.from(cssRules).some((rule) => rule instanceof CSSStyleRule && rule.selectorText === '.story')
}
