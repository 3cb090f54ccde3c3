/* A chapter plays in the player of this page; without this script its link plays the file itself. */
for (const list of document.querySelectorAll("[data-chapters]")) {
  list.addEventListener("click", (event) => {
    const link = event.target.closest("[data-seconds]");
    const player = document.querySelector("sound-player");
    if (!link || !player?.jump) return;
    event.preventDefault();
    player.jump(Number(link.dataset.seconds));
  });
}
