// Every call of the OpenAPI document with its fields and a line for the shell; nothing is loaded from elsewhere.
const made = (name, content, className = "") => {
  const element = document.createElement(name);
  element.className = className;
  element.append(...[content].flat());
  return element;
};
const api = await (await fetch("/schema/openapi.json")).json();
const resolved = (schema) => schema?.$ref ? api.components.schemas[schema.$ref.split("/").pop()] : schema;

function kind(schema) {
  const whole = resolved(schema);
  if (whole.enum) return whole.enum.map((value) => JSON.stringify(value)).join(" | ");
  if (whole.oneOf ?? whole.anyOf) return (whole.oneOf ?? whole.anyOf).map(kind).join(" | ");
  const least = whole.minimum ?? whole.exclusiveMinimum;
  return [whole.type ?? "any", least !== undefined ? `${least} … ${whole.maximum ?? ""}` : ""].join(" ").trim();
}

function example(schema) {
  const whole = resolved(schema);
  if (whole.enum) return whole.enum[0];
  if (whole.oneOf ?? whole.anyOf) return example((whole.oneOf ?? whole.anyOf)[0]);
  if (whole.type === "object") return Object.fromEntries(Object.entries(whole.properties).map(([name, field]) => [name, example(field)]));
  return { boolean: true, integer: 0, number: 0, string: "plain" }[whole.type];
}

function told(path, verb, operation) {
  const body = operation.requestBody?.content["application/json"]?.schema;
  const article = made("article", [made("h2", [made("span", [made("span", verb.toUpperCase(), "verb"), " ", made("code", path)])])]);
  article.append(made("p", operation.summary ?? ""));
  if (body) {
    article.append(made("p", resolved(body).description ?? "", "soft"));
    const fields = Object.entries(resolved(body).properties ?? {}).map(([name, field]) => `${name}: ${kind(field)}`);
    article.append(made("pre", made("code", fields.join("\n"))));
  }
  const sent = body ? ` -H 'Content-Type: application/json' -d '${JSON.stringify(example(body))}'` : "";
  const address = `${location.origin}${path.replace("{number}", "1")}`;
  article.append(made("pre", made("code", `curl -X ${verb.toUpperCase()}${sent} ${address}`)));
  return article;
}

for (const [path, verbs] of Object.entries(api.paths)) {
  for (const [verb, operation] of Object.entries(verbs)) document.querySelector("#calls").append(told(path, verb, operation));
}
