// The extension is that of the modules as Node reads them; nothing else differs from what the generator does by itself.
export default { input: "schema.json", output: { path: "hey", module: { extension: ".js" } } };
