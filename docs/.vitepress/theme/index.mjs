/** VitePress's default theme with system fonts, so that the site fetches none. */
import DefaultTheme from 'vitepress/theme-without-fonts';
import './style.css';

export default DefaultTheme;
