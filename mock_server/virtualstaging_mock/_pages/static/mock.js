// Keeps the board fresh and sends what the buttons stand for. No dependencies.
"use strict";

const message = document.getElementById("message");

async function refresh() {
  if (document.hidden) return;
  let text;
  try {
    const answer = await fetch(`/_mock/live${location.search}`, { cache: "no-store" });
    if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
    text = await answer.text();
  } catch (error) {
    message.textContent = `Not up to date: ${error.message}`;
    message.className = "stale";
    return;
  }
  if (message.className === "stale") message.textContent = message.className = "";
  const fresh = new DOMParser().parseFromString(text, "text/html");
  for (const part of fresh.querySelectorAll("[data-live]")) {
    const old = document.getElementById(part.id);
    // Only what changed is replaced, so that pictures do not flicker and open details stay open.
    if (old && old.dataset.html !== part.innerHTML) {
      const open = [...old.querySelectorAll("details")].map((details) => details.open);
      old.innerHTML = part.innerHTML;
      old.dataset.html = part.innerHTML;
      if (open.length === old.querySelectorAll("details").length) {
        old.querySelectorAll("details").forEach((details, i) => { details.open = open[i]; });
      }
    }
  }
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("button[data-post]");
  if (!button || (button.dataset.ask && !window.confirm(button.dataset.ask))) return;
  button.disabled = true;
  try {
    const answer = await fetch(button.dataset.post, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: button.dataset.body,
    });
    message.textContent = answer.ok ? "" : (await answer.json()).message;
    message.className = answer.ok ? "" : "bad";
  } catch (error) {
    message.textContent = error.message;
    message.className = "bad";
  }
  button.disabled = false;
  await refresh();
});

setInterval(refresh, 1000);
document.addEventListener("visibilitychange", refresh);
document.getElementById("filters").addEventListener("change", (event) => event.currentTarget.requestSubmit());
