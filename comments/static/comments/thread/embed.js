/** What pages elsewhere load first; later.js loads the rest. */
import { CommentThread } from "./element.js";

CommentThread.define();
