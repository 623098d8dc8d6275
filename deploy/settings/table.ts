import { type Setting, type SettingGroup, type SettingName, settingEntries } from './settings.js'

type NamedSetting = readonly [name: SettingName, setting: Setting<unknown>]

/** The settings by group, in the order of the explanation. */
export function settingGroups(): readonly (readonly [SettingGroup, readonly NamedSetting[]])[] {
  const byGroup = new Map<SettingGroup, NamedSetting[]>()
  for (const [name, setting] of settingEntries()) {
    byGroup.set(setting.group, [...(byGroup.get(setting.group) ?? []), [name, setting]])
  }
  return [...byGroup]
}
