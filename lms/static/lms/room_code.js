// The code on the wall changes while it is shown: an old one opens nothing.
const picture = document.querySelector("[data-renew]");
const address = new URL(picture.src);

setInterval(() => {
  address.searchParams.set("n", Date.now());
  picture.src = address;
}, Number(picture.dataset.renew) * 1000);
