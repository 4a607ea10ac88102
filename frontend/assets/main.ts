import "./styles/index.css";
import "./elements/balance";
import "./elements/draft";
import "./elements/job";
import "./elements/sortable";
