// Shows the pages with made-up scenes, for a look while working on them: npm run mock, then set the cookie "scene" in the browser.
import { start_mock } from "../e2e/mock/server.mjs";

const { url } = await start_mock(8089);
console.log(`${url}/ccp-v2/  ${url}/chat/  ${url}/login   document.cookie = "scene=offer"; see e2e/mock/scenes.mjs`);
