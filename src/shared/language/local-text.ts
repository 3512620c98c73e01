/** The languages the window speaks. The command line and the docs speak English. */
export const languages = ['en', 'zh-CN'] as const
export type Language = (typeof languages)[number]

/**
 * One text in every language. `{name}` marks a place that {@link fillText} fills.
 * Texts live beside what they describe, so that a definition and its words cannot drift apart.
 */
export type LocalText = Readonly<Record<Language, string>>

/** A value that may stand in a text. */
export type TextValue = string | number | boolean

/** Puts `values` into the `{name}` places of `template`; a place without a value stays as written. */
export function fillText(template: string, values: Readonly<Record<string, unknown>>): string {
  return template.replace(/\{(\w+)\}/g, (place, name: string) => {
    if (!Object.hasOwn(values, name)) return place
    const value = values[name]
    return value === undefined || value === null ? place : String(value as TextValue)
  })
}
