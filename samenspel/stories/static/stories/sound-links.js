/* A chapter, or a stretch that somebody said something about, plays in the player of this page; without this script its
   link plays the file itself. */
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-seconds]");
  const player = document.querySelector("sound-player");
  if (!link || !player?.jump) return;
  event.preventDefault();
  player.jump(Number(link.dataset.seconds), Number(link.dataset.until ?? NaN));
});
