import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './App.vue'
import { i18n } from './language/i18n'
import { establishLink, openChannel } from './link/link'
import { reportUnexpected } from './notices/report-unexpected'
import './theme/theme.css'

establishLink(openChannel())
const app = createApp(App).use(createPinia()).use(i18n)
reportUnexpected(app)
app.mount('#app')
