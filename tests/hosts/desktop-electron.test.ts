import { electronDesktop } from '../support/electron-desktop'
import { describeDesktop } from './desktop-suite'

describeDesktop(electronDesktop)
