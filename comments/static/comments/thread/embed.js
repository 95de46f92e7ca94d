/** What pages load, ours and others. */
import { CommentThread } from "./element.js";
import "./page.js";

CommentThread.define();
