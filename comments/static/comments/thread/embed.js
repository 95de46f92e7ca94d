/** What a page elsewhere loads. */
import { CommentThread } from "./element.js";

CommentThread.define();
