// What pages do beyond links and forms. Everything here has another way without it.

// The board: dragging a card to a column leads to the form of the step that moves it there; nothing changes by itself.
let held = null;

function columnOf(event) {
  const column = event.target instanceof Element ? event.target.closest("[data-moves] [data-phase]") : null;
  return held && column && column !== held.closest("[data-phase]") ? column : null;
}

function lightUp(column) {
  document.querySelectorAll(".is-target").forEach((one) => one.classList.remove("is-target"));
  column?.classList.add("is-target");
}

document.addEventListener("dragstart", (event) => {
  held = event.target instanceof Element ? event.target.closest("[data-moves] [data-key]") : null;
  if (!held) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", held.dataset.key);
  held.classList.add("is-held");
});

document.addEventListener("dragover", (event) => {
  const column = columnOf(event);
  lightUp(column);
  if (column) event.preventDefault();
});

document.addEventListener("drop", (event) => {
  const column = columnOf(event);
  if (!column) return;
  event.preventDefault();
  const { moves } = column.closest("[data-moves]").dataset;
  location.assign(`${moves}${encodeURIComponent(held.dataset.key)}/move?to=${column.dataset.phase}`);
});

document.addEventListener("dragend", () => {
  lightUp(null);
  held?.classList.remove("is-held");
  held = null;
});

// Back from the sign-in of the school: the one button of that page is pressed by itself. Whoever goes back later comes to
// the page to sign in, for what the school said holds once; so this is done before forms are listened to.
const goesOn = document.querySelector("form[data-go-on]");
if (goesOn) {
  const { action } = goesOn;
  history.replaceState(null, "", "/sign-in");
  goesOn.action = action;
  goesOn.requestSubmit();
}

// A page that answers a form cannot be gone back to: the browser would ask to send that form once more. Once the next
// form leaves, its place in the history is that of the page itself.
document.addEventListener("submit", () => history.replaceState(history.state, "", location.href));
