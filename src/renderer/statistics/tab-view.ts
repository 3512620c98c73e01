/** What a tab shows of its capture. */
export type TabView = 'log' | 'statistics'
