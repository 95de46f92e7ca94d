/** What scripts add to a thread that works without them. */
import "./thread/page.js";
