import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './App.vue'
import { i18n } from './language/i18n'
import { establishLink, openChannel } from './link/link'
import './theme/theme.css'

establishLink(openChannel())
createApp(App).use(createPinia()).use(i18n).mount('#app')
